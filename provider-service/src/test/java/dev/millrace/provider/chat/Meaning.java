package dev.millrace.provider.chat;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * What a conversation says, whoever's words it is put in: texts by speaker, pictures, calls and
 * their results, each in order, tools and parameters.
 */
final class Meaning {

    /** Those of the system stand apart with some vendors. */
    final List<String> system = new ArrayList<>();

    /** Who said what, in order; neighbours of one speaker are one text. */
    final List<String> said = new ArrayList<>();

    final List<String> images = new ArrayList<>();
    final List<String> calls = new ArrayList<>();
    final List<String> results = new ArrayList<>();
    final List<String> tools = new ArrayList<>();
    final List<String> parameters = new ArrayList<>();
    private String last = "";

    void said(String speaker, String text) {
        if (text.isEmpty()) {
            return;
        }
        if (speaker.equals("system") || speaker.equals("developer")) {
            system.add(text);
            return;
        }
        if (speaker.equals(last) && !said.isEmpty()) {
            said.set(said.size() - 1, said.getLast() + bare(text));
        } else {
            said.add(speaker + ": " + bare(text));
        }
        last = speaker;
    }

    /** How parts of one message are joined differs. */
    private static String bare(String text) {
        return text.replace("\n", "");
    }

    void shown(String speaker, String data) {
        images.add(speaker + " " + data);
    }

    /**
     * A call of a tool.
     *
     * @param id empty where the vendor has none
     */
    void called(String id, String name, JsonNode arguments) {
        calls.add(id + " " + name + " " + arguments);
        last = "call";
    }

    void given(String id, String name, String text) {
        results.add(id + " " + name + " " + text);
        last = "result";
    }

    /** Without ids, for vendors that go by the order. */
    Meaning nameless() {
        Meaning without = new Meaning();
        without.system.addAll(system);
        without.said.addAll(said);
        without.images.addAll(images);
        calls.forEach(each -> without.calls.add(each.substring(each.indexOf(' '))));
        results.forEach(each -> without.results.add(each.substring(each.indexOf(' '))));
        without.tools.addAll(tools);
        without.parameters.addAll(parameters);
        return without;
    }

    /** All of it, to be compared. */
    List<String> all() {
        List<String> all = new ArrayList<>();
        all.add("system: " + String.join("", system).replace("\n", ""));
        all.addAll(said);
        all.addAll(images);
        all.addAll(calls);
        all.addAll(results);
        all.addAll(tools);
        all.addAll(parameters);
        return all;
    }
}
