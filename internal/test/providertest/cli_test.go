package providertest

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
)

// fatalTB notes a fatal failure in place of failing.
type fatalTB struct {
	testing.TB
	text string
}

func (f *fatalTB) Helper() {}

func (f *fatalTB) Fatalf(format string, args ...any) {
	f.text = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

func TestNoCLIIsAFailureWithAdvice(t *testing.T) {
	for _, path := range []string{"", "/nonexistent/terraform", "/bin/true"} {
		t.Setenv("PATH", t.TempDir())
		t.Setenv(EnvCLI, path)
		text := failsWith(t, func(t testing.TB) { FindCLI(t) })
		if !strings.Contains(text, "make test") {
			t.Errorf("%s=%q: %q", EnvCLI, path, text)
		}
	}
}
