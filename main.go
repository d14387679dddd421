// Command terraform-provider-cioidc is the Terraform provider cioidc/cioidc.
package main

import (
	"context"
	"flag"
	"log"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/cioidc/terraform-provider-cioidc/internal/provider"
)

// version is set by the release build.
var version = "dev"

func main() {
	debug := flag.Bool("debug", false, "wait for a debugger and print how Terraform is to attach")
	flag.Parse()
	provider.SetGC()
	if err := provider.Quiet(); err != nil {
		log.Fatal(err)
	}
	err := providerserver.Serve(context.Background(), provider.New(version), providerserver.ServeOpts{
		Address: "registry.terraform.io/cioidc/cioidc",
		Debug:   *debug,
	})
	if err != nil {
		log.Fatal(err)
	}
}
