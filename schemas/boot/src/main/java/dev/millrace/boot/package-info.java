/**
 * What every service's context has: the log, its parts' life, health, the check of internal tokens.
 */
@NullMarked
package dev.millrace.boot;

import org.jspecify.annotations.NullMarked;
