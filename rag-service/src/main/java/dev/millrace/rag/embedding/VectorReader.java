package dev.millrace.rag.embedding;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the `data` of an embedding answer; base64 holds little-endian 32-bit floats. */
final class VectorReader {

    /** An answer that is none; its message says what is wrong and quotes nothing. */
    static final class Unusable extends Exception {
        Unusable(String reason) {
            super(reason);
        }
    }

    private static final JsonMapper JSON = JsonMapper.shared();

    private VectorReader() {}

    /** As many vectors as were asked for, in the order of their index, all of one length. */
    static List<float[]> read(byte[] data, int wanted) throws Unusable {
        JsonNode items;
        try {
            items = JSON.readTree(data);
        } catch (JacksonException _) {
            throw new Unusable("no JSON");
        }
        if (!items.isArray() || items.size() != wanted) {
            throw new Unusable("not one vector for each text");
        }
        float[][] vectors = new float[wanted][];
        for (JsonNode item : items) {
            int index = item.path("index").asInt(-1);
            if (index < 0 || index >= wanted || vectors[index] != null) {
                throw new Unusable("not one vector for each text");
            }
            vectors[index] = vector(item.path("embedding"));
        }
        for (float[] vector : vectors) {
            if (vector.length != vectors[0].length) {
                throw new Unusable("vectors of several lengths");
            }
        }
        return new ArrayList<>(Arrays.asList(vectors));
    }

    private static float[] vector(JsonNode embedding) throws Unusable {
        float[] vector = embedding.isString() ? packed(embedding.stringValue()) : plain(embedding);
        boolean zero = true;
        for (float value : vector) {
            if (!Float.isFinite(value)) {
                throw new Unusable("a vector with something that is no number");
            }
            zero &= value == 0;
        }
        if (zero) {
            throw new Unusable("a vector without a direction");
        }
        return vector;
    }

    private static float[] packed(String base64) throws Unusable {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException _) {
            throw new Unusable("a vector that is no base64");
        }
        if (bytes.length % Float.BYTES != 0) {
            throw new Unusable("a vector of broken floats");
        }
        float[] vector = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
        return vector;
    }

    private static float[] plain(JsonNode numbers) throws Unusable {
        if (!numbers.isArray()) {
            throw new Unusable("an embedding without a vector");
        }
        float[] vector = new float[numbers.size()];
        for (int i = 0; i < vector.length; i++) {
            JsonNode number = numbers.get(i);
            if (!number.isNumber()) {
                throw new Unusable("a vector with something that is no number");
            }
            vector[i] = (float) number.doubleValue();
        }
        return vector;
    }
}
