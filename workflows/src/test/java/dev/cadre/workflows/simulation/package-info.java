/** Random plans in a scripted world, compared with a simple model of what must come of them. */
package dev.cadre.workflows.simulation;
