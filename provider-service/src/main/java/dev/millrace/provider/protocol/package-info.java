/**
 * What the protocols of chat vendors have in common: a vendor's adapter translates requests,
 * answers, events and errors, and everything between the wire and the client is here, once.
 */
@NullMarked
package dev.millrace.provider.protocol;

import org.jspecify.annotations.NullMarked;
