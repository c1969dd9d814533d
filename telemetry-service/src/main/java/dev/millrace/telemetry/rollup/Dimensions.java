package dev.millrace.telemetry.rollup;

import dev.millrace.events.Lane;
import dev.millrace.events.Operation;
import dev.millrace.events.Owner;
import java.util.Comparator;
import java.util.Locale;

/**
 * What usage is counted by. Ordered, so that transactions touch rows of a rollup in one order and
 * never wait for each other in a circle.
 */
public record Dimensions(
        String tenant,
        String team,
        String user,
        String keyId,
        String provider,
        String model,
        String operation,
        String lane)
        implements Comparable<Dimensions> {

    private static final Comparator<Dimensions> ORDER =
            Comparator.comparing(Dimensions::tenant)
                    .thenComparing(Dimensions::team)
                    .thenComparing(Dimensions::user)
                    .thenComparing(Dimensions::keyId)
                    .thenComparing(Dimensions::provider)
                    .thenComparing(Dimensions::model)
                    .thenComparing(Dimensions::operation)
                    .thenComparing(Dimensions::lane);

    /** Names come from people and vendors: they are made fit for a column. */
    public static Dimensions of(
            Owner owner,
            String keyId,
            String provider,
            String model,
            Operation operation,
            Lane lane) {
        return new Dimensions(
                ColumnText.of(owner.getTenant()),
                ColumnText.of(owner.getTeam()),
                ColumnText.of(owner.getUser()),
                ColumnText.of(keyId),
                ColumnText.of(provider),
                ColumnText.of(model),
                operation.name().toLowerCase(Locale.ROOT),
                lane.name().toLowerCase(Locale.ROOT));
    }

    @Override
    public int compareTo(Dimensions other) {
        return ORDER.compare(this, other);
    }
}
