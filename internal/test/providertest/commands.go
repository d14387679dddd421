package providertest

// The CLI's commands.

import (
	"encoding/json"
	"fmt"
)

// runWith initialises if need be and runs a command with variables; operands
// come after them.
func (h *Harness) runWith(vars Variables, args []string, operands ...string) (Result, error) {
	h.t.Helper()
	if err := h.initOnce(); err != nil {
		return Result{Args: args}, err
	}
	if vars != nil {
		more, err := vars.arguments(h.scratch)
		if err != nil {
			return Result{Args: args}, err
		}
		args = append(args, more...)
	}
	return h.Run(append(args, operands...)...)
}

// initOnce runs Init when it has not run; commands that need it call this.
func (h *Harness) initOnce() error {
	if h.initDone {
		return nil
	}
	_, err := h.Init()
	return err
}

// Init runs "init". The other commands run it when the test has not.
func (h *Harness) Init() (Result, error) {
	h.t.Helper()
	result, err := h.Run("init", "-input=false", "-no-color")
	h.initDone = err == nil
	return result, err
}

// Validate runs "validate".
func (h *Harness) Validate() (Result, error) {
	h.t.Helper()
	return h.runWith(nil, []string{"validate", "-no-color"})
}

// Apply runs "apply" with its own plan and without asking.
func (h *Harness) Apply(vars Variables) (Result, error) {
	h.t.Helper()
	return h.runWith(vars, []string{"apply", "-input=false", "-no-color", "-auto-approve"})
}

// ApplyPlan applies a saved plan.
func (h *Harness) ApplyPlan(plan *Plan) (Result, error) {
	h.t.Helper()
	return h.Run("apply", "-input=false", "-no-color", plan.File)
}

// Import runs "import" for one resource.
func (h *Harness) Import(address, id string, vars Variables) (Result, error) {
	h.t.Helper()
	return h.runWith(vars, []string{"import", "-input=false", "-no-color"}, address, id)
}

// Destroy runs "destroy" without asking.
func (h *Harness) Destroy(vars Variables) (Result, error) {
	h.t.Helper()
	return h.runWith(vars, []string{"destroy", "-input=false", "-no-color", "-auto-approve"})
}

// Outputs returns the outputs in the state, sensitive ones too, as JSON.
func (h *Harness) Outputs() (map[string]json.RawMessage, error) {
	h.t.Helper()
	result, err := h.runWith(nil, []string{"output", "-json", "-no-color"})
	if err != nil {
		return nil, err
	}
	var outputs map[string]struct{ Value json.RawMessage }
	if err := json.Unmarshal([]byte(result.Stdout), &outputs); err != nil {
		return nil, fmt.Errorf("output -json: %w", err)
	}
	values := make(map[string]json.RawMessage, len(outputs))
	for name, output := range outputs {
		values[name] = output.Value
	}
	return values, nil
}
