package dev.sessionctl.output;

/** Says nothing. */
enum NoProgress implements Progress {
  INSTANCE;

  @Override
  public void phase(String name, long total) {
  }

  @Override
  public void update(long done, long bytes) {
  }

  @Override
  public void hide() {
  }

  @Override
  public void close() {
  }
}
