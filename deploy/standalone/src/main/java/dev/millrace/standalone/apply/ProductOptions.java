package dev.millrace.standalone.apply;

import dev.millrace.standalone.DataFolderDefault;
import dev.millrace.standalone.product.Product;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which product is meant, and with which key. */
final class ProductOptions {

    @Option(names = "--url", description = "Of the product (default: what runs on --data).")
    private @Nullable String url;

    @Option(
            names = "--key",
            description =
                    "An admin's API key, best as env:NAME or file:PATH (default: MILLRACE_ADMIN_KEY,"
                            + " else that of the data folder).")
    private @Nullable String key;

    @Option(names = "--data", description = "Data folder (default: ${DEFAULT-VALUE}).")
    private Path data = DataFolderDefault.path();

    Product product() {
        Secrets secrets = new Secrets(System.getenv(), Path.of(""));
        String text = key == null ? null : secrets.resolve(key, "--key");
        return Product.find(url, text, data, System.getenv());
    }
}
