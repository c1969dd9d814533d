/** The product under proof, started as a user starts it. */
@NullMarked
package dev.millrace.proof.product;

import org.jspecify.annotations.NullMarked;
