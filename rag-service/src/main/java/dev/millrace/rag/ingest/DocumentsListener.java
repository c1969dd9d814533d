package dev.millrace.rag.ingest;

import dev.millrace.events.DocumentUploaded;
import dev.millrace.log.Received;
import dev.millrace.log.ledger.LedgerHandler;
import org.apache.avro.specific.SpecificRecord;

/**
 * Hears of documents. The record says that there is work; which work, the table says: why stands in
 * docs/decisions/0031-ingestion.md.
 */
final class DocumentsListener implements LedgerHandler<SpecificRecord> {

    private final Bell bell;

    DocumentsListener(Bell bell) {
        this.bell = bell;
    }

    @Override
    public void handle(Received<SpecificRecord> record, boolean redelivered) {
        if (record.value() instanceof DocumentUploaded) {
            bell.ring();
        }
    }
}
