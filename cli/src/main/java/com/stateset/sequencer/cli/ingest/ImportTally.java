package com.stateset.sequencer.cli.ingest;

/**
 * What became of a file's rows.
 *
 * @param rows rows settled; all of the file's, if the import went through
 * @param accepted events that were new
 * @param duplicates events that were in the log before
 * @param perhapsOwn those of the duplicates that this run may have put there itself, by a request whose answer got lost
 * @param rejected rows that are not in the log
 * @param firstNumber the lowest sequence number of the file's events; 0 if there is none
 * @param lastNumber the highest sequence number of the file's events; 0 if there is none
 * @param head the stream's last number, as the last answer has it; 0 if there was none
 */
public record ImportTally(
        long rows,
        long accepted,
        long duplicates,
        long perhapsOwn,
        long rejected,
        long firstNumber,
        long lastNumber,
        long head) {

    static final ImportTally NOTHING = new ImportTally(0, 0, 0, 0, 0, 0, 0, 0);

    ImportTally withAccepted(long number) {
        return new ImportTally(
                rows + 1, accepted + 1, duplicates, perhapsOwn, rejected, lower(number), higher(number), head);
    }

    ImportTally withDuplicate(long number, boolean mayBeOwn) {
        return new ImportTally(
                rows + 1,
                accepted,
                duplicates + 1,
                perhapsOwn + (mayBeOwn ? 1 : 0),
                rejected,
                lower(number),
                higher(number),
                head);
    }

    ImportTally withRejected() {
        return new ImportTally(rows + 1, accepted, duplicates, perhapsOwn, rejected + 1, firstNumber, lastNumber, head);
    }

    ImportTally withHead(long number) {
        return new ImportTally(
                rows, accepted, duplicates, perhapsOwn, rejected, firstNumber, lastNumber, Math.max(head, number));
    }

    private long lower(long number) {
        return firstNumber == 0 ? number : Math.min(firstNumber, number);
    }

    private long higher(long number) {
        return Math.max(lastNumber, number);
    }
}
