package dev.millrace.standalone.supply;

import java.util.Map;

/** Where services keep their tables. */
public interface Database extends AutoCloseable {

    /**
     * Spring's properties for one service's access.
     *
     * @param schema the service's short name
     */
    Map<String, String> properties(String schema);

    @Override
    void close();
}
