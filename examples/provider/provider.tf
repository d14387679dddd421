terraform {
  required_providers {
    cioidc = {
      source  = "cioidc/cioidc"
      version = "~> 0.1"
    }
  }
}

# There is nothing to configure: no settings, no credentials, no network.
provider "cioidc" {}
