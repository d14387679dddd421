// Command terraform-provider-cioidc is the Terraform provider cioidc/cioidc.
package main

import (
	"context"
	"flag"
	"log"
	"os"
	"runtime/debug"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/cioidc/terraform-provider-cioidc/internal/provider"
)

// version is set by the release build.
var version = "dev"

func main() {
	attach := flag.Bool("debug", false, "wait for a debugger and print how Terraform is to attach")
	flag.Parse()
	if os.Getenv("GOGC") == "" { // a process lives for one plan: memory is cheaper than collecting it
		debug.SetGCPercent(400)
	}
	if err := provider.Quiet(); err != nil {
		log.Fatal(err)
	}
	err := providerserver.Serve(context.Background(), provider.New(version), providerserver.ServeOpts{
		Address: "registry.terraform.io/cioidc/cioidc",
		Debug:   *attach,
	})
	if err != nil {
		log.Fatal(err)
	}
}
