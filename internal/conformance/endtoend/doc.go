// Package endtoend walks the whole way of a token: the provider's functions say
// the role and the issuer's documents, its ephemeral resource signs, an issuer
// publishes over HTTPS, and a server's JWT method, which nobody here wrote, lets
// in or refuses, before, during and after a rotation of keys. It knows no server,
// as package jwtrole does not.
package endtoend
