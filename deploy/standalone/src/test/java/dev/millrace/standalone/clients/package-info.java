/** What the official OpenAI clients make of the whole product: the table in docs/clients.md. */
@NullMarked
package dev.millrace.standalone.clients;

import org.jspecify.annotations.NullMarked;
