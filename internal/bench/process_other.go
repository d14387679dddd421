//go:build !linux

package main

// Processes, where their memory cannot be read.

import (
	"os"
	"os/exec"
	"time"
)

// used is not known here.
func used() time.Duration { return 0 }

// largest is not known here: systems differ in what they count, and in units.
func largest(*os.ProcessState) int64 { return 0 }

// processes cannot be read here.
func processes() map[int]process { return nil }

// alone does nothing here: the command ends its providers when interrupted.
func alone(*exec.Cmd) {}

// endAll does nothing here.
func endAll(*exec.Cmd) {}
