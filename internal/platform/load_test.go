package platform

import (
	"testing"
)

func TestShipped(t *testing.T) {
	if got := Names(); len(got) != 3 || got[0] != "circleci" || got[1] != "gitlab" || got[2] != "semaphore" {
		t.Fatalf("shipped platforms: %v", got)
	}
}
