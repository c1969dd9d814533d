package dev.millrace.router.policy;

import dev.millrace.router.catalog.Offer;

/** An offer that fits, its score, and why it has it. */
public record Scored(Offer offer, int score, String reason) {}
