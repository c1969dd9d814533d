/**
 * Bad input of every kind gets a clear error with a stable code, and the load beside it notices
 * nothing.
 */
@NullMarked
package dev.millrace.proof.badinput;

import org.jspecify.annotations.NullMarked;
