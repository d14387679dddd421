package tfx

import (
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// TestArgumentError: the error stands at the argument that its first problem
// names; a CLI shows which.
func TestArgumentError(t *testing.T) {
	for field, want := range map[string]int64{"outer": 0, "inner": 1, "inner[2]": 1, "inner.a.b": 1, "": 0, "innermost": 0} {
		var problems problem.List
		problems.Add(problem.BadValue, field, "is bad", "")
		err := ArgumentError(problems, "web", "outer", "inner")
		if err.FunctionArgument == nil || *err.FunctionArgument != want || err.Text != problems.Text("web") {
			t.Errorf("%s: got %v, want argument %d", field, err, want)
		}
	}
}

func TestTime(t *testing.T) {
	at := time.Unix(1763712000, 0).In(time.FixedZone("east", 3600))
	if got := Time(&at); !got.Equal(types.StringValue("2025-11-21T08:00:00Z")) {
		t.Errorf("got %v", got)
	}
	if got := Time(nil); !got.IsNull() {
		t.Errorf("got %v", got)
	}
}
