package dev.millrace.rag.text;

import java.util.List;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.CharArraySet;

/** Words that say how something is asked or said, not what about. */
final class FunctionWords {

    /** Of English, in lower case. */
    static final CharArraySet ENGLISH =
            CharArraySet.unmodifiableSet(
                    new CharArraySet(
                            List.of(
                                    """
                                    a about am an and any are aren't as at be because been being but by can
                                    can't cannot could couldn't did didn't do does doesn't doing don't e.g for
                                    from had hadn't has hasn't have haven't having he her hers him his how how's
                                    i i'd i'll i'm i've i.e if in into is isn't it its itself just me my no nor
                                    not of on or our ours please shall she should shouldn't so some such than
                                    that the their theirs them then there these they they're this those to
                                    too us very was wasn't we we're were weren't what what's whatever when
                                    where where's whether which who who's whom whose why will with won't would
                                    wouldn't you you're your yours
                                    """
                                            .strip()
                                            .split("\\s+")),
                            false));

    /**
     * Of Chinese questions. Only such as are not the beginning or end of other words: nothing but
     * characters says where a word ends.
     */
    private static final Pattern CHINESE =
            Pattern.compile(
                    "为什么|為什麼|是什么|是什麼|有什么|有什麼|什么|什麼|如何|怎么样|怎么|怎麼|怎样|怎樣"
                            + "|请问|請問|哪些|哪个|哪個|哪里|哪裡|多少|是否|能不能|可不可以|可以|我们|你们"
                            + "|吗|嗎|呢|吧|(?<!目)的(?!确|確|士)");

    private FunctionWords() {}

    /** The question with blanks in their place, so that offsets stay. */
    static String blank(String question) {
        return CHINESE.matcher(question).replaceAll(found -> " ".repeat(found.group().length()));
    }
}
