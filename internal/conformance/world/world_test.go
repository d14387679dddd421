package world

import "testing"

func BenchmarkMake(b *testing.B) {
	for range b.N {
		for _, name := range []string{"circleci/branch/owner", "gitlab/branch/group", "semaphore/branch/no-debug"} {
			c, _ := Find(name)
			if _, err := Make(c, 250, false); err != nil {
				b.Fatal(err)
			}
		}
	}
}
