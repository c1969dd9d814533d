package dev.millrace.provider.protocol;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.BitSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The {@code data} of an embedding answer in the encoding that was asked for; servers that know
 * only one of the two encodings are translated. Base64 holds little-endian 32-bit floats.
 */
final class EmbeddingData {

    private EmbeddingData() {}

    static byte[] normalise(JsonNode given, boolean base64) throws ProviderException {
        if (!(given instanceof ArrayNode data) || data.isEmpty()) {
            throw invalid("no data");
        }
        BitSet places = new BitSet(data.size());
        for (int i = 0; i < data.size(); i++) {
            if (!(data.get(i) instanceof ObjectNode item)) {
                throw invalid("an embedding that is no object");
            }
            item.put("object", "embedding");
            if (!item.path("index").isInt()) {
                item.put("index", i);
            }
            int place = item.path("index").intValue();
            if (place < 0 || place >= data.size() || places.get(place)) {
                throw invalid("not one vector for each input");
            }
            places.set(place);
            encode(item, base64);
        }
        return Json.bytes(data);
    }

    private static void encode(ObjectNode item, boolean base64) throws ProviderException {
        JsonNode embedding = item.get("embedding");
        if (embedding instanceof ArrayNode numbers) {
            if (numbers.isEmpty()) {
                throw invalid("a vector of nothing");
            }
            for (JsonNode number : numbers) {
                if (!number.isNumber()) {
                    throw invalid("a vector with something that is no number");
                }
            }
            if (base64) {
                item.put("embedding", packed(numbers));
            }
        } else if (embedding != null && embedding.isString()) {
            if (!base64) {
                item.set("embedding", unpacked(embedding.stringValue()));
            }
        } else {
            throw invalid("an embedding without a vector");
        }
    }

    private static String packed(ArrayNode numbers) {
        ByteBuffer floats =
                ByteBuffer.allocate(numbers.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (JsonNode number : numbers) {
            floats.putFloat((float) number.doubleValue());
        }
        return Base64.getEncoder().encodeToString(floats.array());
    }

    private static ArrayNode unpacked(String base64) throws ProviderException {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException _) {
            throw invalid("a vector that is no base64");
        }
        if (bytes.length % Float.BYTES != 0) {
            throw invalid("a vector of broken floats");
        }
        ByteBuffer floats = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        ArrayNode numbers = Json.MAPPER.createArrayNode();
        while (floats.hasRemaining()) {
            numbers.add(floats.getFloat());
        }
        return numbers;
    }

    private static ProviderException invalid(String reason) {
        return new ProviderException(new ProviderFailure.InvalidAnswer(reason));
    }
}
