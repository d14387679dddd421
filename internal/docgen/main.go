// Command docgen writes the guides that follow from data: the page of error
// codes, the page of platforms, and the pages of findings. make generate runs it
// before tfplugindocs, which copies the guides from templates to docs.
package main

import (
	"log"
	"os"
	"path/filepath"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	// Rules stand where what they need can be read or asked.
	_ "github.com/cioidc/terraform-provider-cioidc/internal/check"
	_ "github.com/cioidc/terraform-provider-cioidc/internal/live"
)

func main() {
	for name, text := range guides() {
		file := filepath.Join("templates", "guides", name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			log.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			log.Fatal(err)
		}
	}
}

// guides are all pages, by file.
func guides() map[string]string {
	out := findingPages(lint.Rules())
	out["errors.md"], out["platforms.md"] = errorsGuide(), platformsGuide()
	return out
}
