"""Draw a slide: the camera, the renderer, the encoder, and what tells two pictures apart."""
