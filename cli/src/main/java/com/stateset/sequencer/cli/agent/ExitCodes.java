package com.stateset.sequencer.cli.agent;

/** What scripts learn from a command's end; the same for all commands of an agent. */
final class ExitCodes {

    static final int DONE = 0;
    static final int NOT_POSSIBLE = 1;
    static final int WRONG_USAGE = 2;
    static final int SERVER_AWAY = 3;
    static final int HISTORY_MISMATCH = 4;
    static final int FILES_UNUSABLE = 5;
    static final int NOT_ALL_ACCEPTED = 6;

    static final String HEADING = "%nExit codes:%n";
    static final String IS_DONE = "0:done";
    static final String IS_NOT_POSSIBLE =
            "1:it cannot be done as things stand: the message says why; nothing was changed";
    static final String IS_WRONG_USAGE = "2:the command line or the input makes no sense, or there is no agent in DIR";
    static final String IS_SERVER_AWAY =
            "3:the server could not be reached, failed, asked to be left alone for now (429, 503) or refused; what was done until "
                    + "then is kept";
    static final String IS_HISTORY_MISMATCH =
            "4:the server shows another history, or is another server, or signs with another key, than before; nothing of it was taken over";
    static final String IS_FILES_UNUSABLE = "5:the files in DIR cannot be used; what was in them is as it was";
    static final String IS_NOT_ALL_ACCEPTED =
            "6:with --strict: the sync was complete, and some of this agent's events were rejected or still wait";

    private ExitCodes() {}
}
