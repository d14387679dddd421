// Package doubles holds test-only stand-ins for resources of official
// providers, so that examples which name them apply without those providers,
// their binaries or any cloud.
//
// A double is a row of a table: names, types, what is required, optional or
// computed, and what the platform is known to refuse. The comment beside each
// provider says where that was read. One generic resource serves all rows: it
// stores what it is given and fills in what the platform would choose, from
// the arguments alone, so that two runs give the same. A value that the
// platform chooses is unknown while a creation is planned, as with the real
// provider.
//
// Doubles differ from the real resources in these ways. They hold the
// arguments that examples of this project use and not all others; an unknown
// argument is an error. There is no remote state: a refresh finds what was
// stored. Differences that an official provider suppresses (JSON that means
// the same, an issuer without its scheme) are seen as differences here.
// Refusals that only the platform's API would give at apply come at plan when
// the values are known then.
package doubles
