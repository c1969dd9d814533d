package dev.millrace.provider.registry;

import dev.millrace.provider.registry.StoredProvider.Source;
import java.util.ArrayList;
import java.util.List;

/** The providers that an environment names. */
public record EnvironmentProviders(List<Named> named) {

    /**
     * One of them.
     *
     * @param credential empty when it needs none
     */
    public record Named(ProviderSettings settings, String credential) {

        /** Never with the credential. */
        @Override
        public String toString() {
            return "Named[" + settings.id() + "]";
        }
    }

    /** With those that are built in. */
    List<Registry.Wanted> wanted() {
        List<Registry.Wanted> wanted = new ArrayList<>();
        for (Named each : named) {
            wanted.add(new Registry.Wanted(each.settings(), Source.ENVIRONMENT, each.credential()));
        }
        for (ProviderType type : ProviderType.values()) {
            if (type.isBuiltIn()) {
                wanted.add(
                        new Registry.Wanted(
                                ProviderSettings.usual(type.word(), type, ""),
                                Source.BUILT_IN,
                                ""));
            }
        }
        return wanted;
    }
}
