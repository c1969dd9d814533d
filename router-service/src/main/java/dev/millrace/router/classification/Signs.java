package dev.millrace.router.classification;

import java.util.regex.Pattern;

/**
 * What the words of a prompt give away, in English and Chinese. Deliberately short lists: they tell
 * an easy request from a hard one, nothing finer.
 */
record Signs(boolean code, boolean arithmetic, boolean reasoning, Question question) {

    private static final Pattern CODE =
            words(
                    "```|\\bdef \\w+\\(|\\bclass \\w+\\s*[:({]|\\bpublic (?:static|class|void)\\b"
                            + "|\\bfunction\\s*\\w*\\(|#include\\s*<|=>\\s*\\{"
                            + "|\\bselect\\b.{1,200}\\bfrom\\b|\\bconsole\\.log|\\bSystem\\.out"
                            + "|\\b(?:source code|unit test|stack ?trace|compiler?|regex|refactor|"
                            + "segfault|null pointer|python|javascript|typescript|golang|kotlin|sql"
                            + "|bash|dockerfile)\\b"
                            + "|代码|函数|编程|报错|脚本|正则|算法|单元测试|编译");

    private static final Pattern ARITHMETIC =
            words(
                    "\\d\\s*[+*×÷^=]\\s*\\d|\\d\\s+[-/]\\s+\\d"
                            + "|\\b(?:calculate|compute|how many|how much|sum of|percent|percentage|"
                            + "average of|equation|integral|probability|solve for|square root)\\b"
                            + "|计算|多少|等于|平均|百分之|概率|方程|求和|积分|导数|平方根");

    private static final Pattern REASONING =
            words(
                    "\\b(?:prove|proof|derive|deduce|infer|step by step|think through|why"
                            + "|analy[sz]e|analysis|compare|contrast|trade-?offs?|evaluate|critique|"
                            + "root cause|strategy|design|optimi[sz]e|debug|logically|implications?"
                            + "|pros and cons)\\b"
                            + "|证明|推导|推理|逐步|一步一步|一步步|分析|比较|对比|为什么|为何|权衡|评估|设计|优化|论证"
                            + "|优缺点");

    static Signs of(String text) {
        return new Signs(
                CODE.matcher(text).find(),
                ARITHMETIC.matcher(text).find(),
                REASONING.matcher(text).find(),
                Question.of(text));
    }

    private static Pattern words(String alternatives) {
        return Pattern.compile(
                alternatives, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CHARACTER_CLASS);
    }
}
