package dev.millrace.router.group;

import dev.millrace.router.catalog.Offer;

/** A deployment that is offered now, with how it has done lately. */
record Member(Deployment deployment, Offer offer, Load load) {}
