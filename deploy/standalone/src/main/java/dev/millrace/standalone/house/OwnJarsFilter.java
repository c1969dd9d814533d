package dev.millrace.standalone.house;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanClassLoaderAware;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Admits an auto-configuration only when its jar is the service's own. All six share a class path;
 * without this the router would be secured by the gateway's Spring Security.
 */
public class OwnJarsFilter
        implements AutoConfigurationImportFilter, BeanClassLoaderAware, EnvironmentAware {

    private @Nullable ClassLoader loader;
    private @Nullable Environment environment;

    @Override
    public boolean[] match(
            @Nullable String[] autoConfigurations, AutoConfigurationMetadata metadata) {
        var admitted = new boolean[autoConfigurations.length];
        var classes = requireNonNull(loader);
        var service = environment == null ? null : environment.getProperty(House.SERVICE_PROPERTY);
        var own = service == null ? null : OwnJars.of(service, classes);
        for (int i = 0; i < admitted.length; i++) {
            var name = autoConfigurations[i];
            admitted[i] = name != null && (own == null || own.hold(name, classes));
        }
        return admitted;
    }

    @Override
    public void setBeanClassLoader(ClassLoader classLoader) {
        loader = classLoader;
    }

    @Override
    public void setEnvironment(Environment environment) {
        this.environment = environment;
    }
}
