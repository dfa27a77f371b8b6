/** PraisonAI: a directory with one JSON file a session, of four families with two lock protocols. */
package dev.sessionctl.storage.praisonai;
