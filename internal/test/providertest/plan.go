package providertest

// Plans, read.

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"

	tfjson "github.com/hashicorp/terraform-json"
)

// Plan is what a plan found.
type Plan struct {
	// Result is the command "plan": with exit code 0 nothing is to change, with
	// exit code 2 something is.
	Result
	// JSON is the plan as "show -json" prints it. It fits the plan checks of
	// plugin-testing.
	JSON *tfjson.Plan
	// Raw is the same plan, not decoded.
	Raw json.RawMessage
	// File is the saved plan, for [Harness.ApplyPlan].
	File string
}

// Empty says whether nothing is to change, outputs included.
func (p *Plan) Empty() bool { return p.ExitCode == 0 }

// Change returns the planned change of a resource, nil when there is no such
// resource in the plan.
func (p *Plan) Change(address string) *tfjson.Change {
	for _, change := range p.JSON.ResourceChanges {
		if change.Address == address {
			return change.Change
		}
	}
	return nil
}

// Unknown returns, in order, the attributes of a resource that the plan shows
// as "(known after apply)" as a whole.
func (p *Plan) Unknown(address string) []string {
	change := p.Change(address)
	if change == nil {
		return nil
	}
	attributes, _ := change.AfterUnknown.(map[string]any)
	var names []string
	for name, unknown := range attributes {
		if unknown == true {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Plan runs "plan". An error is a plan that failed.
func (h *Harness) Plan(vars Variables) (*Plan, error) {
	h.t.Helper()
	file, err := os.CreateTemp(h.scratch, "*.tfplan")
	if err != nil {
		return nil, err
	}
	if err := file.Close(); err != nil {
		return nil, err
	}
	result, err := h.runWith(vars, []string{"plan", "-input=false", "-no-color", "-detailed-exitcode", "-out=" + file.Name()})
	var failed *CommandError
	if err != nil && (!errors.As(err, &failed) || failed.ExitCode != 2) {
		return nil, err
	}
	shown, err := h.Run("show", "-json", "-no-color", file.Name())
	if err != nil {
		return nil, err
	}
	plan := &Plan{Result: result, Raw: json.RawMessage(shown.Stdout), File: file.Name(), JSON: &tfjson.Plan{}}
	if err := plan.JSON.UnmarshalJSON(plan.Raw); err != nil {
		return nil, fmt.Errorf("show -json: %w", err)
	}
	return plan, nil
}
