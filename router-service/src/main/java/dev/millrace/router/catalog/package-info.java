/** The models that can be asked for, as the provider-service announces them. */
@NullMarked
package dev.millrace.router.catalog;

import org.jspecify.annotations.NullMarked;
