// Package providertest runs a real Terraform or OpenTofu over a configuration,
// with the provider under test and stand-ins for the official providers served
// from the test process.
//
// A [Harness] owns a private copy of the configuration, a private home
// directory and a private CLI configuration file, and reaches no network: what
// is neither served in process nor found in a mirror given by [RealProviders]
// cannot be installed. Each command gets fresh provider servers, as each
// command of a user gets fresh provider processes, so nothing can leak from a
// plan into the apply except through Terraform itself.
//
// The provider under test is passed in as a [Factory]; this package does not
// import it, so that tests of any package may use the harness:
//
//	h := providertest.ApplyTwiceClean(t, factory, providertest.Tree("../../../examples", "aws-gitlab"), nil)
//	outputs, err := h.Outputs()
//
// The stand-ins live in package doubles.
package providertest
