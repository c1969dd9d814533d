package dev.millrace.standalone.apply;

import java.util.List;

/**
 * One thing to be done.
 *
 * @param title what, in words
 * @param lines what of it is new or changes; no secrets
 * @param work does it; an earlier step may have done it along
 */
record Step(String title, List<String> lines, Runnable work) {

    static final Runnable WITH_ANOTHER = () -> {};
}
