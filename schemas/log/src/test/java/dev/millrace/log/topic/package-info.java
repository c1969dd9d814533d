/** Creation of topics, and the janitor that trims them (rule 12). */
@NullMarked
package dev.millrace.log.topic;

import org.jspecify.annotations.NullMarked;
