package dev.millrace.standalone.house;

/** Looks into a house that runs. */
public final class InTheHouse {

    private InTheHouse() {}

    public static ContextReport report(House house, ServiceHome home) {
        return ContextReport.of(house.context(home));
    }
}
