package dev.millrace.telemetry.request;

import dev.millrace.events.RequestFinished;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.transaction.support.TransactionOperations;

/** Keeps the books of requests: the first ending counts, and counting it again changes nothing. */
final class RequestBooks {

    private final TransactionOperations transactions;
    private final RequestRepository requests;

    RequestBooks(TransactionOperations transactions, RequestRepository requests) {
        this.transactions = transactions;
        this.requests = requests;
    }

    /**
     * Returns how many facts were new.
     *
     * @param endings in the order of the log
     */
    int record(Iterable<RequestFinished> endings) {
        Map<String, RequestFact> first = new TreeMap<>();
        for (RequestFinished finished : endings) {
            RequestFact fact = RequestFact.of(finished);
            first.putIfAbsent(fact.requestId(), fact);
        }
        return first.isEmpty()
                ? 0
                : transactions.execute(_ -> insert(new ArrayList<>(first.values())));
    }

    private int insert(List<RequestFact> facts) {
        Set<String> inserted = requests.insert(facts);
        List<RequestFact> fresh =
                facts.stream().filter(fact -> inserted.contains(fact.requestId())).toList();
        if (!fresh.isEmpty()) {
            requests.add(RequestSums.of(fresh));
        }
        return fresh.size();
    }
}
