// One position in the lesson for two players, of which one plays at a time.

/**
 * @param {HTMLMediaElement[]} players the first is meant until another is started
 * @returns an object: `seek(seconds)`, `isPlaying()`, `watch(function)`
 */
export function makePlayhead(players) {
  let present = players[0];
  const watchers = [];
  let frame = 0;

  function tell() {
    for (const watcher of watchers) watcher(present.currentTime);
  }

  function follow() {
    tell();
    frame = present.paused ? 0 : requestAnimationFrame(follow);
  }

  /** Makes a player the present one, at the position where the other has come to. */
  function hand(player) {
    if (player === present) return;
    const time = present.currentTime;
    present.pause();
    present = player;
    if (Math.abs(player.currentTime - time) > 0.05) player.currentTime = time;
  }

  for (const player of players) {
    player.addEventListener("play", () => {
      hand(player);
      if (!frame) follow();
    });
    player.addEventListener("seeking", () => {
      // Somebody moved the other player with its own controls: it becomes the present one, there.
      if (player !== present && Math.abs(player.currentTime - present.currentTime) > 0.05) {
        present.pause();
        present = player;
      }
      tell();
    });
    for (const event of ["seeked", "pause", "timeupdate", "ended"]) {
      player.addEventListener(event, () => player === present && tell());
    }
  }

  return {
    isPlaying: () => !present.paused,
    seek(seconds) {
      present.currentTime = seconds;
      tell();
    },
    watch(watcher) {
      watchers.push(watcher);
      watcher(present.currentTime);
    },
  };
}
