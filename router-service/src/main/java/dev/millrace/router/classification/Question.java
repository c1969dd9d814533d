package dev.millrace.router.classification;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What kind of answer a prompt asks for, judged by the first tell-tale word in it. */
public enum Question {
    FACT(
            "\\b(?:who|when|where|which|what is|what are|define|definition)\\b"
                    + "|谁|什么时候|何时|哪里|哪个|哪一|是什么|什么是"),
    EXPLAIN("\\b(?:why|how|explain|describe)\\b|为什么|为何|怎么|怎样|如何|解释|说明|介绍"),
    CREATE("\\b(?:write|draft|compose|generate|create|invent|brainstorm)\\b|写一|撰写|创作|生成|编写|起草"),
    TRANSFORM(
            "\\b(?:translate|summari[sz]e|rewrite|paraphrase|extract|classify|convert|shorten)\\b"
                    + "|翻译|总结|概括|改写|润色|提取|分类|归纳|摘要"),
    OTHER("(?!)");

    private final Pattern words;

    Question(String words) {
        this.words =
                Pattern.compile(words, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CHARACTER_CLASS);
    }

    static Question of(String text) {
        Question first = OTHER;
        int start = Integer.MAX_VALUE;
        for (Question question : values()) {
            Matcher matcher = question.words.matcher(text);
            if (matcher.find() && matcher.start() < start) {
                first = question;
                start = matcher.start();
            }
        }
        return first;
    }
}
