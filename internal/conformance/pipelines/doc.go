// Package pipelines holds the job side's files against what platforms publish of
// their form.
//
// testdata/gitlab-ci.schema.json is GitLab's own JSON schema of .gitlab-ci.yml
// (gitlab-org/gitlab, app/assets/javascripts/editor/schema/ci.json, MIT), as the
// npm package gitlab-ci-local 4.75.1 (MIT) carries it. The other platforms' schemas
// could not be had; package pipeline reads their files strictly instead.
package pipelines
