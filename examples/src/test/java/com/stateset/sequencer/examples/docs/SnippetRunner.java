package com.stateset.sequencer.examples.docs;

import java.lang.reflect.Method;

/** Runs main methods one after the other, in a JVM of their own. */
final class SnippetRunner {

    /** What is printed behind each. */
    static final String END = "\f";

    private SnippetRunner() {}

    /** Takes the names of classes. */
    public static void main(String[] classes) throws Exception {
        for (String name : classes) {
            Method main = Class.forName(name).getMethod("main", String[].class);
            main.setAccessible(true);
            main.invoke(null, (Object) new String[0]);
            System.out.print(END);
        }
    }
}
