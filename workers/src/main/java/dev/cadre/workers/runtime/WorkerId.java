package dev.cadre.workers.runtime;

/** Names this process in Temporal and in the leases: process id and host. */
record WorkerId(String value) {}
