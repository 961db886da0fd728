package dev.cadre.workflows.plan;

import dev.cadre.workflows.gate.GateDesk;
import dev.cadre.workflows.step.Calls;
import dev.cadre.workflows.step.Pause;

/** What all steps of one run of a plan share. */
record RunParts(
    StartPlan start,
    PlanSnapshot snapshot,
    PlanBook book,
    Scribe scribe,
    Calls calls,
    Pause pause,
    GateDesk desk) {}
