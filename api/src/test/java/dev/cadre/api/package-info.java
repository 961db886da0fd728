/** The API over HTTP, on real parts. */
package dev.cadre.api;
