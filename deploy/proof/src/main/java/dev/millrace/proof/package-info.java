/** What the product promises, tried: crash, fairness, speed, foreign clients. */
@NullMarked
package dev.millrace.proof;

import org.jspecify.annotations.NullMarked;
