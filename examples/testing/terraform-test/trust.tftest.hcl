run "only_main_gets_in" {
  command = plan

  assert {
    condition     = output.checked.relation == "equal"
    error_message = output.checked.summary
  }
  assert {
    condition     = output.checked.decisions["main"].admitted
    error_message = output.checked.decisions["main"].reason
  }
  assert {
    condition     = !output.checked.decisions["feature/x"].admitted
    error_message = output.checked.decisions["feature/x"].reason
  }
}

run "feature_branches_get_in_where_they_are_meant" {
  command = plan

  variables {
    branches = ["main", "feature/*"]
  }

  assert {
    condition     = output.checked.decisions["feature/x"].admitted
    error_message = output.checked.decisions["feature/x"].reason
  }
}
