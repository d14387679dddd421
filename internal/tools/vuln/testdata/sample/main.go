// Package main calls a function that the test's database calls vulnerable.
package main

import "golang.org/x/mod/semver"

func main() { println(semver.Compare("v1.0.0", "v1.1.0")) }
