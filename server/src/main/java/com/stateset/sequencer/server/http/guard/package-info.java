/** What a call cannot ask for, before anything else looks at it: headers that are not heeded, and what web pages from elsewhere may not do. */
@NullMarked
package com.stateset.sequencer.server.http.guard;

import org.jspecify.annotations.NullMarked;
