// Command docgen writes the guides that follow from data: the page of error
// codes and the page of platforms. make generate runs it before tfplugindocs,
// which copies the guides from templates to docs.
package main

import (
	"log"
	"os"
	"path/filepath"
)

func main() {
	for name, text := range map[string]string{"errors.md": errorsGuide(), "platforms.md": platformsGuide()} {
		file := filepath.Join("templates", "guides", name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			log.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			log.Fatal(err)
		}
	}
}
